# language: es
# Generado con «interop translate» a partir de features/integration/dicomweb_store.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@DICOMweb @DICOM.PS3.18
Característica: Lo que se envía al archivo por la web se guarda entero
  Cada vez más equipos y portales envían por la web y no como antes.
  Una imagen que se da por guardada y no lo está no puede repetirse.

  Regla: Lo que se envía por la web se guarda, o se nombra como rechazado

    @TC-WEB-009 @shall @positive
    Escenario: Las imágenes enviadas por la web llegan a la estación de trabajo
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Cuando el equipo "CT_ER1" envía por la web al sistema "PACS" la exploración "TC de tórax" de la paciente "Ana Torres"
      Entonces el sistema "PACS" dice por la web que guardó 2 imágenes y rechazó 0
      Y las imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" vuelven a una estación de trabajo tal como se enviaron por la web

    @TC-WEB-010 @shall @negative
    Escenario: Una imagen de otro estudio se rechaza por su nombre
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Y la exploración "TC de cráneo sin contraste" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Cuando el equipo "CT_ER1" envía por la web la exploración "TC de tórax" de la paciente "Ana Torres", con una imagen de la exploración "TC de cráneo sin contraste"
      Entonces el sistema "PACS" dice por la web que guardó 2 imágenes y rechazó 1
      Y el número de imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" en el sistema "PACS" es 2

    @TC-WEB-011 @shall @negative
    Escenario: Lo que no es una imagen se rechaza por la web
      Dado que la exploración "TC de tórax" del paciente "Luis Mba" está programada en el equipo "CT_ER1"
      Cuando el equipo "CT_ER1" envía por la web la exploración "TC de tórax" del paciente "Luis Mba" como un archivo de otro tipo
      Entonces el sistema "PACS" lo rechaza por la web y no tiene ninguna imagen de la exploración "TC de tórax" del paciente "Luis Mba"

    @TC-WEB-013 @should @positive
    Esquema del escenario: Las imágenes cuya descripción se envía como "<format>" vuelven a estar enteras en el archivo
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Cuando el equipo "CT_ER1" envía por la web la exploración "TC de tórax" de la paciente "Ana Torres", la descripción como "<format>" y los píxeles aparte
      Entonces el sistema "PACS" dice por la web que guardó 2 imágenes y rechazó 0
      Y las imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" vuelven a una estación de trabajo tal como se enviaron por la web

      Ejemplos:
        | format |
        | JSON   |
        | XML    |

    @TC-WEB-014 @should @negative
    Escenario: Una imagen que llega sin sus píxeles se rechaza, y las demás se guardan
      Dado que la exploración "TC de tórax" del paciente "Luis Mba" está programada en el equipo "CT_ER1"
      Cuando el equipo "CT_ER1" envía por la web la exploración "TC de tórax" del paciente "Luis Mba" por partes, sin los píxeles de la última imagen
      Entonces el sistema "PACS" dice por la web que guardó 2 imágenes y rechazó 1
      Y el número de imágenes de la exploración "TC de tórax" del paciente "Luis Mba" en el sistema "PACS" es 2
