# language: es
# Generado con «interop translate» a partir de features/uat/technologist/examinations.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@technologist
Característica: De cada exploración se sabe lo que fue
  Programada, urgente, interrumpida, repetida: la sala y la lectura actúan según lo que el equipo dice de ella.
  Una exploración de la que nadie se entera se informa tarde o se repite.

  Regla: Exploración no programada y de urgencia, conciliada después

    @RAD-3 @RAD-4 @PIR @UAT-TEC-04 @TC-TEC-041 @shall @positive
    Escenario: Una urgencia se explora primero y se solicita después
      Finalidad: nadie espera un número mientras un paciente sangra, y nada queda sin número.
      Qué observar: la lista del día en el RIS, después de que secretaría haya registrado la solicitud.
      Resultado esperado: una exploración, realizada, con solicitud y número de acceso; el equipo no ofrece
      nada por hacer.
      Dado que la ficha de paciente "Prueba 01 Desconocido" consta en admisión
      Y la exploración no programada "TC de cráneo sin contraste" de paciente "Prueba 01 Desconocido" se ha realizado en el equipo "CT_ER1"
      Cuando la secretaría de radiología registra a posteriori la solicitud de la exploración "TC de cráneo sin contraste" para la ficha de paciente "Prueba 01 Desconocido"
      Entonces el sistema "PACS" recibe aviso de que la exploración "TC de cráneo sin contraste" de paciente "Prueba 01 Desconocido" está prevista con el identificador del estudio realizado
      Y el número de entradas de paciente "Prueba 01 Desconocido" en la lista de trabajo del equipo "CT_ER1" es 0
      Y mire la pantalla del sistema "RIS" y confirme la afirmación "La TC de cráneo del paciente desconocido figura como realizada"

  Regla: Iniciar, terminar, interrumpir; entrada equivocada de la lista de trabajo

    @RAD-3 @RAD-6 @RAD-7 @UAT-TEC-05 @TC-TEC-051 @shall @positive
    Escenario: El inicio y el fin de una exploración se ven fuera de la sala
      Finalidad: que otro técnico no tome al mismo paciente y que la sala sepa cuándo recogerlo.
      Qué observar: la exploración en el RIS, una vez durante su curso y otra después del fin.
      Resultado esperado: iniciada y después terminada; el médico solicitante ve lo mismo.
      Dado que la exploración "TC de tórax" del paciente "Luis Mba" está programada en el equipo "CT_ER1"
      Cuando el técnico inicia en el equipo "CT_ER1" la exploración "TC de tórax" del paciente "Luis Mba"
      Entonces mire la pantalla del sistema "RIS" y confirme la afirmación "La TC de tórax de Luis Mba se muestra como iniciada"
      Cuando el técnico adquiere 2 imágenes de la exploración "TC de tórax" del paciente "Luis Mba"
      Y el técnico termina la exploración "TC de tórax" del paciente "Luis Mba"
      Entonces el médico solicitante ve la exploración "TC de tórax" del paciente "Luis Mba" con el estado "terminada"
      Y mire la pantalla del sistema "RIS" y confirme la afirmación "La TC de tórax de Luis Mba se muestra como terminada"

    @RAD-3 @RAD-7 @UAT-TEC-05 @TC-TEC-052 @shall @negative
    Escenario: Una exploración interrumpida dice por qué
      Finalidad: una alergia anotada una vez protege al paciente la próxima vez.
      Qué observar: la exploración de Pedro Abeso en el RIS, con su motivo.
      Resultado esperado: interrumpida, por alergia al contraste; ha salido de la lista del equipo.
      Dado que la exploración "TC de abdomen con contraste" del paciente "Pedro Abeso" está programada en el equipo "CT_ER1"
      Cuando el técnico inicia en el equipo "CT_ER1" la exploración "TC de abdomen con contraste" del paciente "Pedro Abeso"
      Y el técnico interrumpe la exploración "TC de abdomen con contraste" del paciente "Pedro Abeso" con el motivo "alergia al contraste"
      Entonces el médico solicitante ve la exploración "TC de abdomen con contraste" del paciente "Pedro Abeso" con el estado "interrumpida"
      Y mire la pantalla del sistema "RIS" y confirme la afirmación "El motivo que figura para Pedro Abeso es la alergia al contraste"

    @RAD-5 @RAD-7 @MESA-109 @UAT-TEC-05 @TC-TEC-053 @shall @negative
    Escenario: Se eligió la entrada equivocada, y nada queda a nombre del paciente equivocado
      Finalidad: el error más común en un equipo debe poder deshacerse con facilidad.
      Qué observar: la lista del equipo y después los estudios de Ana Torres en el archivo de imágenes.
      Resultado esperado: Ana Torres vuelve a esperar en la lista, y el archivo no muestra a su nombre ninguna
      imagen del error.
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Y la exploración "TC de tórax" del paciente "Luis Mba" está programada en el equipo "CT_ER1"
      Cuando el técnico hace las imágenes del paciente "Luis Mba" con la entrada de la lista de trabajo de la exploración "TC de tórax" de la paciente "Ana Torres"
      Y el técnico interrumpe la exploración "TC de tórax" de la paciente "Ana Torres" con el motivo "entrada equivocada de la lista de trabajo"
      Entonces el número de imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" en el sistema "PACS" es 0
      Y mire la pantalla del equipo "CT_ER1" y confirme la afirmación "Ana Torres vuelve a figurar en la lista"
      Y mire la pantalla del sistema "PACS" y confirme la afirmación "El número de imágenes de TC de tórax que se muestran de Ana Torres es cero"

  Regla: Grupo de solicitudes: dos solicitudes, una adquisición; una serie añadida después de terminar

    @RAD-3 @RAD-6 @MESA-106 @UAT-TEC-06 @TC-TEC-061 @shall @positive
    Escenario: Dos solicitudes se realizan en una sola adquisición
      Finalidad: a la paciente se la explora una vez cuando basta con una, y ambas solicitudes quedan
      atendidas.
      Qué observar: las dos solicitudes de Rosa Eyang en el RIS y la lista del equipo.
      Resultado esperado: ambas están terminadas y no queda nada en la lista.
      Dado que la exploración "TC de tórax" de la paciente "Rosa Eyang" está programada en el equipo "CT_ER1"
      Y la exploración "TC de abdomen con contraste" de la paciente "Rosa Eyang" está programada en el equipo "CT_ER1"
      Cuando el técnico realiza en una sola adquisición la exploración "TC de tórax" y la exploración "TC de abdomen con contraste" de la paciente "Rosa Eyang"
      Entonces el número de entradas de la paciente "Rosa Eyang" en la lista de trabajo del equipo "CT_ER1" es 0
      Y el médico solicitante ve la exploración "TC de abdomen con contraste" de la paciente "Rosa Eyang" con el estado "terminada"
      Y mire la pantalla del sistema "RIS" y confirme la afirmación "Las dos exploraciones de Rosa Eyang se muestran como terminadas"

    @RAD-7 @RAD-8 @MESA-231 @UAT-TEC-06 @TC-TEC-062 @shall @positive
    Escenario: Una serie añadida después del fin se une al mismo estudio
      Finalidad: el radiólogo pide una serie más y la encuentra donde están las otras.
      Qué observar: el estudio de Luis Mba en la estación de trabajo: sus series y el número de imágenes.
      Resultado esperado: un solo estudio con dos series y todas las imágenes de ambas.
      Dado que la exploración "RM cerebral" del paciente "Luis Mba" se ha realizado en el equipo "MR_1"
      Cuando el técnico añade una serie a la exploración "RM cerebral" del paciente "Luis Mba"
      Entonces el número de series de la exploración "RM cerebral" del paciente "Luis Mba" en el sistema "PACS" es 2
      Y lea en la pantalla del sistema "WORKSTATION" el número de imágenes de la exploración "RM cerebral" del paciente "Luis Mba"
      Y mire la pantalla del sistema "WORKSTATION" y confirme la afirmación "Las dos series de Luis Mba figuran en un mismo estudio"

  Regla: Contingencia: exploración sin solicitud, conciliada después

    @RAD-3 @RAD-4 @CONTINUITY @UAT-TEC-11 @TC-TEC-111 @shall @positive
    Escenario: Se explora a una paciente desde el papel mientras el RIS no funciona
      Finalidad: lo que se hace durante una parada se encuentra después, una sola vez, con su solicitud.
      Qué observar: el formulario de contingencia y después la lista del día en el RIS, cuando vuelve a
      funcionar.
      Resultado esperado: la exploración de Ana Torres figura una vez, como realizada, con número de acceso.
      Lo hace una persona: rellenar el formulario en papel; esta versión no puede detener un RIS real, de modo
      que la parada solo se supone.
      Dado que la paciente "Ana Torres" consta en admisión
      Cuando usted realiza en el equipo "DX_1" la acción "Rellene el formulario de contingencia de Ana Torres: nombre, identificador, exploración, hora, su nombre"
      Y el técnico realiza en el equipo "DX_1" la exploración no programada "Radiografía de tórax" de la paciente "Ana Torres"
      Y la secretaría de radiología registra a posteriori la solicitud de la exploración "Radiografía de tórax" para la paciente "Ana Torres"
      Entonces la historia clínica electrónica responde con un número de solicitud propio para la exploración "Radiografía de tórax" de la paciente "Ana Torres"
      Y mire la pantalla del sistema "RIS" y confirme la afirmación "La radiografía de tórax de Ana Torres figura como realizada"
