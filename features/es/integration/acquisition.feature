# language: es
# Generado con «interop translate» a partir de features/integration/acquisition.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@RAD-5 @RAD-6 @RAD-7 @RAD-8
Característica: Las imágenes llevan la identidad del paciente y de la solicitud para la que se hicieron
  Nadie mira una imagen que está a nombre de otro paciente o fuera de su exploración.
  Lo que el equipo toma de la lista debe figurar en cada imagen y en su notificación del paso.

  Regla: Una exploración programada vuelve con los identificadores de su entrada

    @MESA-131 @MESA-211 @FIELD-02 @TC-ACQ-001 @shall @positive
    Escenario: El día corriente, de la admisión al archivo de imágenes
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Cuando el técnico realiza la exploración "TC de tórax" de la paciente "Ana Torres" en el equipo "CT_ER1"
      Entonces las imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" llevan los identificadores de su entrada de la lista de trabajo
      Y las imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" están almacenadas en el sistema "PACS" y se pueden recuperar
      Y el médico solicitante ve la exploración "TC de tórax" de la paciente "Ana Torres" con el estado "terminada"

    @MESA-213 @MESA-214 @TC-ACQ-002 @shall @positive
    Escenario: Dos pasos de una misma exploración se hacen uno tras otro
      Dado que la paciente "Rosa Eyang" consta en admisión
      Y la exploración "TC de tórax y abdomen" de la paciente "Rosa Eyang" está programada en el equipo "CT_ER1"
      Cuando el técnico realiza el paso 1 de la exploración "TC de tórax y abdomen" de la paciente "Rosa Eyang" en el equipo "CT_ER1"
      Entonces el número de entradas de la paciente "Rosa Eyang" en la lista de trabajo del equipo "CT_ER1" es 1
      Cuando el técnico realiza el paso 2 de la exploración "TC de tórax y abdomen" de la paciente "Rosa Eyang" en el equipo "CT_ER1"
      Entonces el número de entradas de la paciente "Rosa Eyang" en la lista de trabajo del equipo "CT_ER1" es 0
      Y cada paso de la exploración "TC de tórax y abdomen" de la paciente "Rosa Eyang" tiene sus propias imágenes

    @MESA-215 @MESA-218 @TC-ACQ-003 @shall @positive
    Escenario: Se realiza un protocolo distinto del previsto
      Dado que el paciente "Carlos Nve" consta en admisión
      Y la exploración "TC de tórax" del paciente "Carlos Nve" está programada en el equipo "CT_ER1"
      Cuando el técnico realiza la exploración "TC de tórax" del paciente "Carlos Nve" con el protocolo de la exploración "Angio-TC de arterias pulmonares"
      Entonces las imágenes de la exploración "TC de tórax" del paciente "Carlos Nve" llevan los identificadores de su entrada de la lista de trabajo
      Y el sistema "PACS" recibe aviso de que la exploración "Angio-TC de arterias pulmonares" del paciente "Carlos Nve" se ha realizado con la solicitud de la exploración "TC de tórax"

    @TC-ACQ-010 @shall @positive
    Escenario: Una exploración recién solicitada se toma de la lista y se realiza
      Dado que el paciente "Luis Mba" consta en admisión
      Cuando el servicio solicitante pide la exploración "RM cerebral" para el paciente "Luis Mba"
      Y el técnico toma la exploración "RM cerebral" del paciente "Luis Mba" de la lista de trabajo del equipo "MR_1"
      Y el técnico realiza la exploración "RM cerebral" del paciente "Luis Mba" en el equipo "MR_1"
      Entonces las imágenes de la exploración "RM cerebral" del paciente "Luis Mba" llevan los identificadores de su entrada de la lista de trabajo

  Regla: Una sola adquisición puede responder a dos solicitudes

    @MESA-106 @MESA-221 @MESA-222 @TC-ACQ-004 @shall @positive
    Escenario: Tórax y abdomen, solicitados por separado, se exploran de una vez
      Dado que la paciente "Rosa Eyang" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Rosa Eyang" está programada en el equipo "CT_ER1"
      Y la exploración "TC de abdomen con contraste" de la paciente "Rosa Eyang" está programada en el equipo "CT_ER1"
      Cuando el técnico realiza en una sola adquisición la exploración "TC de tórax" y la exploración "TC de abdomen con contraste" de la paciente "Rosa Eyang"
      Entonces una sola notificación del paso nombra la exploración "TC de tórax" y la exploración "TC de abdomen con contraste" de la paciente "Rosa Eyang"
      Y el número de entradas de la paciente "Rosa Eyang" en la lista de trabajo del equipo "CT_ER1" es 0
      Y el médico solicitante ve la exploración "TC de abdomen con contraste" de la paciente "Rosa Eyang" con el estado "terminada"

    @MESA-231 @MESA-104 @TC-ACQ-005 @shall @positive
    Escenario: Radiología pide una serie más cuando la exploración ya ha terminado
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "RM cerebral" del paciente "Luis Mba" se ha realizado en el equipo "MR_1"
      Cuando el técnico añade una serie a la exploración "RM cerebral" del paciente "Luis Mba"
      Entonces la exploración "RM cerebral" del paciente "Luis Mba" tiene 2 pasos realizados con números distintos en un solo estudio
      Y el número de imágenes de la exploración "RM cerebral" del paciente "Luis Mba" en el sistema "PACS" es 4

  Regla: Una exploración sin solicitud es posible, y así lo indica

    @MESA-201 @TC-ACQ-006 @shall @positive
    Escenario: Una urgencia se explora antes de que nadie la haya solicitado
      Dado que la ficha de paciente "Prueba 01 Desconocido" consta en admisión
      Cuando el técnico realiza en el equipo "CT_ER1" la exploración no programada "TC de cráneo sin contraste" de paciente "Prueba 01 Desconocido"
      Entonces la notificación del paso no programado de paciente "Prueba 01 Desconocido" no nombra ninguna solicitud
      Y las imágenes de la exploración "TC de cráneo sin contraste" de paciente "Prueba 01 Desconocido" están almacenadas en el sistema "PACS" y se pueden recuperar

    @TC-ACQ-007 @shall @positive
    Escenario: Un equipo que no notifica los pasos también hace imágenes que encuentran su solicitud
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "Ecografía abdominal" del paciente "Luis Mba" está programada en el equipo "US_1"
      Cuando el técnico realiza la exploración "Ecografía abdominal" del paciente "Luis Mba" en el equipo "US_1" sin notificar el paso
      Entonces las imágenes de la exploración "Ecografía abdominal" del paciente "Luis Mba" llevan los identificadores de su entrada de la lista de trabajo
      Y las imágenes de la exploración "Ecografía abdominal" del paciente "Luis Mba" están almacenadas en el sistema "PACS" y se pueden recuperar

  Regla: Una reconstrucción es un paso propio y deja la exploración como estaba

    @RAD-20 @RAD-21 @TC-ACQ-008 @shall @positive
    Escenario: Una reconstrucción hecha después se notifica como otro paso del estudio
      Dado que la exploración "TC de tórax" del paciente "Carlos Nve" se ha realizado en el equipo "CT_ER1"
      Cuando el radiólogo hace una reconstrucción de la exploración "TC de tórax" del paciente "Carlos Nve" como paso propio
      Entonces el sistema "PACS" recibe aviso de que la exploración "TC de tórax" del paciente "Carlos Nve" ha terminado
      Y la exploración "TC de tórax" del paciente "Carlos Nve" tiene 2 pasos realizados con números distintos en un solo estudio

    @RAD-20 @RAD-21 @TC-ACQ-009 @shall @negative
    Escenario: Una reconstrucción interrumpida no deshace la exploración
      Dado que la exploración "TC de tórax" del paciente "Carlos Nve" se ha realizado en el equipo "CT_ER1"
      Cuando el radiólogo empieza una reconstrucción de la exploración "TC de tórax" del paciente "Carlos Nve" y la interrumpe
      Entonces el médico solicitante ve la exploración "TC de tórax" del paciente "Carlos Nve" con el estado "terminada"
      Y el número de entradas del paciente "Carlos Nve" en la lista de trabajo del equipo "CT_ER1" es 0
