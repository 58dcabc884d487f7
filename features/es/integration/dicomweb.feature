# language: es
# Generado con «interop translate» a partir de features/integration/dicomweb.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@DICOMweb @DICOM.PS3.18
Característica: El archivo dice lo mismo en el navegador que en la estación de trabajo
  La planta mira las imágenes en un navegador; quien informa, en una estación de trabajo.
  Donde a cada cual se le dice algo distinto, dos personas tratan a dos pacientes distintos.

  Regla: Una búsqueda por la web encuentra lo que tiene el archivo, ni más ni menos

    @TC-WEB-001 @shall @positive
    Escenario: El estudio, las series y las imágenes son los mismos para ambos
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "RM cerebral" de la paciente "Ana Torres" se ha realizado en el equipo "MR_1"
      Y la exploración "TC de tórax" del paciente "Luis Mba" se ha realizado en el equipo "CT_ER1"
      Cuando el radiólogo busca por la web en el sistema "PACS" el identificador de la paciente "Ana Torres"
      Entonces la búsqueda por la web encuentra 1 estudio
      Y el sistema "PACS" dice de la exploración "RM cerebral" de la paciente "Ana Torres" lo mismo por la web que a una estación de trabajo

    @TC-WEB-002 @shall @positive
    Escenario: Las páginas de una lista larga son la lista entera
      Dado que la exploración "RM cerebral" de la paciente "Ana Torres" se ha realizado en el equipo "MR_1"
      Cuando el técnico añade una serie a la exploración "RM cerebral" de la paciente "Ana Torres"
      Y el radiólogo pide por la web la lista de imágenes de la exploración "RM cerebral" de la paciente "Ana Torres" en páginas de 3
      Entonces las páginas juntas dan todas las imágenes de la exploración "RM cerebral" de la paciente "Ana Torres", cada una una vez

    @CHARSET @TC-WEB-003 @shall @positive
    Escenario: Un nombre conserva sus letras en el navegador
      Dado que la paciente "Prueba Inés Nguema Ñengono" consta en admisión
      Y la exploración "Radiografía de tórax" de la paciente "Prueba Inés Nguema Ñengono" se ha realizado en el equipo "DX_1"
      Cuando el radiólogo busca por la web en el sistema "PACS" el identificador de la paciente "Prueba Inés Nguema Ñengono"
      Entonces la búsqueda por la web encuentra 1 estudio
      Y el nombre encontrado por la web es aquel con el que consta la paciente "Prueba Inés Nguema Ñengono"

  Regla: Lo que se recupera por la web es lo que se hizo

    @TC-WEB-004 @shall @positive
    Escenario: Se recupera un estudio por la web
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Cuando el radiólogo recupera por la web del sistema "PACS" la exploración "TC de tórax" de la paciente "Ana Torres"
      Entonces las imágenes obtenidas de la exploración "TC de tórax" de la paciente "Ana Torres" son las que se hicieron

    @TC-WEB-005 @shall @positive
    Escenario: Las imágenes comprimidas llegan por la web tal como se enviaron
      Dado que la exploración "TC de tórax" del paciente "Luis Mba" está programada en el equipo "CT_ER1"
      Cuando el técnico realiza la exploración "TC de tórax" del paciente "Luis Mba" en el equipo "CT_ER1" con compresión sin pérdida
      Y el radiólogo recupera por la web del sistema "PACS" la exploración "TC de tórax" del paciente "Luis Mba"
      Entonces las imágenes recuperadas de la exploración "TC de tórax" del paciente "Luis Mba" siguen comprimidas tal como se enviaron

    @TC-WEB-006 @shall @positive
    Escenario: La descripción de un estudio es la de sus imágenes
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Entonces la descripción por la web de la exploración "TC de tórax" de la paciente "Ana Torres" es la de las imágenes, palabra por palabra

    @TC-WEB-007 @should @positive
    Escenario: Los fotogramas de una secuencia llegan uno a uno
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "Ecografía abdominal" de la paciente "Ana Torres" está programada en el equipo "US_1"
      Cuando el técnico realiza la exploración "Ecografía abdominal" de la paciente "Ana Torres" en el equipo "US_1" como secuencia de imágenes
      Entonces los fotogramas de la exploración "Ecografía abdominal" de la paciente "Ana Torres" llegan por la web uno a uno tal como se hicieron
      Y una imagen de la exploración "Ecografía abdominal" de la paciente "Ana Torres" se puede ver en un navegador

    @TC-WEB-008 @shall @negative
    Escenario: Un estudio que no existe no se entrega por la web como un éxito vacío
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Cuando el radiólogo recupera por la web un estudio que nunca se hizo
      Entonces el sistema "PACS" dice por la web que ese estudio no existe

    @TC-WEB-012 @should @positive
    Escenario: Una vista muestra el contraste y tiene el tamaño que se pidieron
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Entonces las vistas de la exploración "TC de tórax" de la paciente "Ana Torres" muestran el contraste que elige el radiólogo
      Y una vista de la exploración "TC de tórax" de la paciente "Ana Torres" cabe en un espacio de 12 por 20 puntos
