# language: es
# Generado con «interop translate» a partir de features/uat/administrator/operation.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@administrator
Característica: El hospital puede confiar en sus sistemas y puede volver atrás
  Migración, carga, averías, seguridad y vuelta atrás las hacen personas, con evidencia.
  El banco de ensayo las pide, conserva lo que se dijo y comprueba lo que se ve desde fuera.

  Regla: Migración: recuento de estudios, series e imágenes por modalidad y año; una muestra al azar de al menos 500 estudios exactos en píxeles y atributos; la lista firmada de lo que no se pudo migrar; con estados de presentación, informes estructurados e imágenes clave

    @UAT-ADM-05 @TC-ADM-051 @shall @positive
    Escenario: Nada se perdió en la migración, y lo que se perdió está escrito
      Finalidad: años de estudios previos desaparecen el día en que se apaga el archivo antiguo.
      Qué observar: recuentos de estudios, series e imágenes por año y modalidad, y 500 estudios tomados al
      azar.
      Resultado esperado: recuentos iguales, muestras exactas y una lista firmada de lo que no se pudo traer.
      Lo hace una persona: todo: esta versión no compara archivos. Las listas las hace la herramienta de
      migración.
      Cuando usted realiza en el sistema "PACS" la acción "Cuente estudios, series e imágenes por año y modalidad en el archivo antiguo y en el nuevo"
      Entonces mire la pantalla del sistema "PACS", confirme la afirmación "Los recuentos son iguales en cada año y modalidad, salvo lo que nombra la lista firmada" y adjunte la evidencia "La tabla con ambos recuentos"
      Cuando usted realiza en el sistema "PACS" la acción "Tome al azar al menos 500 estudios y compare píxeles, atributos, imágenes clave e informes"
      Entonces mire la pantalla del sistema "PACS", confirme la afirmación "Todos los estudios de la muestra son exactos" y adjunte la evidencia "La lista de la muestra con sus resultados"
      Y mire la pantalla del sistema "PACS", confirme la afirmación "La lista de lo que quedó en el archivo antiguo está firmada por el hospital" y adjunte la evidencia "La lista firmada"

  Regla: Carga: el doble de la hora punta, todas las modalidades a la vez, la TC más grande

    @RAD-8 @UAT-ADM-06 @TC-ADM-061 @shall @positive
    Escenario: El doble de la hora punta, y aún se explora a tiempo a una paciente
      Finalidad: el sistema que es rápido cuando está vacío no es el que tendrá el hospital.
      Qué observar: la carga de los servidores y las colas, mientras todos los equipos envían a la vez.
      Resultado esperado: la TC de tórax de Ana Torres se almacena y se recupera dentro del plazo; ninguna
      cola crece.
      Lo hace una persona: generar la carga: esta versión mide a un paciente bajo ella y no la genera.
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Cuando usted realiza en el sistema "PACS" la acción "Haga que todos los equipos envíen a la vez el doble de la hora punta, incluida la TC más grande"
      Y el técnico realiza la exploración "TC de tórax" de la paciente "Ana Torres" en el equipo "CT_ER1"
      Entonces las imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" están almacenadas en el sistema "PACS" y se pueden recuperar
      Y mire la pantalla del sistema "PACS", confirme la afirmación "Todas las colas estaban vacías a los diez minutos de terminar la carga" y adjunte la evidencia "Las cifras de la carga: equipos, estudios, inicio y fin, uso de procesador, memoria y disco"

  Regla: Conmutación, restauración, corte de luz, caída del enlace y enlace lento; contingencia de solo lectura

    @RAD-8 @CONTINUITY @UAT-ADM-07 @TC-ADM-071 @shall @positive
    Escenario: El archivo se restaura desde su copia, y está un estudio hecho antes
      Finalidad: una copia que nunca se restauró es una esperanza.
      Qué observar: el reloj y los mensajes de la restauración.
      Resultado esperado: el archivo vuelve dentro del tiempo del plan, y la TC de tórax de Ana Torres se
      puede recuperar.
      Lo hace una persona: la copia y la restauración: esta versión no toca ningún servidor; busca el estudio
      después.
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Cuando usted realiza en el sistema "PACS" la acción "Haga una copia del archivo de ensayo, restáurela en un disco vacío y mida el tiempo"
      Entonces las imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" están almacenadas en el sistema "PACS" y se pueden recuperar
      Y mire la pantalla del sistema "PACS", confirme la afirmación "La restauración duró como máximo lo que permite el plan" y adjunte la evidencia "El registro de la restauración, con inicio y fin"

    @RAD-8 @CONTINUITY @UAT-ADM-07 @TC-ADM-072 @shall @negative
    Escenario: Falla un servidor, la luz o el enlace, y el trabajo sigue
      Finalidad: en una semana sin averías nadie aprende lo que hacen los sistemas cuando las hay.
      Qué observar: un equipo que envía y una estación que lee, durante cada avería.
      Resultado esperado: las imágenes se conservan y se envían después; los estudios previos aún se pueden
      leer.
      Lo hace una persona: parar servidores y luz, frenar el enlace: esta versión solo corta su propio enlace
      con el archivo.
      Dado que la exploración "RM cerebral" del paciente "Luis Mba" está programada en el equipo "MR_1"
      Cuando el técnico realiza la exploración "RM cerebral" del paciente "Luis Mba" mientras el sistema "PACS" no es accesible desde el equipo "MR_1"
      Y se restablece el enlace entre el equipo "MR_1" y el sistema "PACS"
      Entonces las imágenes de la exploración "RM cerebral" del paciente "Luis Mba" están almacenadas en el sistema "PACS" y se pueden recuperar
      Cuando usted realiza en el sistema "PACS" la acción "Detenga el primer servidor, después la luz, y después reduzca el enlace al del centro más débil, uno tras otro"
      Entonces mire la pantalla del sistema "WORKSTATION" y confirme la afirmación "Los estudios previos se pudieron leer durante cada avería, al menos en modo de solo lectura"
      Y mire la pantalla del sistema "PACS", confirme la afirmación "Tras cada avería, el número de imágenes es igual al enviado" y adjunte la evidencia "De cada avería: inicio, fin y lo que se notó"

  Regla: Seguridad: TLS, usuarios y roles, auditoría (acceso, visualización, exportación, fusión), contraseñas por defecto, reloj

    @UAT-ADM-08 @TC-ADM-081 @shall @positive
    Escenario: Las conexiones están cifradas, las contraseñas cambiadas y los relojes de acuerdo
      Finalidad: las entradas más comunes a un hospital son una contraseña por defecto y un enlace abierto.
      Qué observar: la configuración de seguridad de cada sistema y la lista de sus usuarios.
      Resultado esperado: TLS donde lo pide el plan, ningún usuario de fábrica, una sola hora para todos.
      Lo hace una persona: todo: esta versión no lee la configuración de seguridad. La orden interop check
      compara los relojes.
      Cuando usted realiza en el sistema "PACS" la acción "Pruebe las contraseñas del manual en cada sistema y conéctese una vez sin cifrado"
      Entonces mire la pantalla del sistema "PACS" y confirme la afirmación "Todas las contraseñas del manual fueron rechazadas"
      Y mire la pantalla del sistema "RIS" y confirme la afirmación "RIS, PACS y equipos muestran la misma hora, al segundo"
      Y mire la pantalla del sistema "PACS", confirme la afirmación "Las conexiones que el plan quiere cifradas aceptan solo llamadas cifradas" y adjunte la evidencia "La lista de conexiones con su cifrado y la de usuarios, sin contraseñas escritas"

    @RAD-12 @UAT-ADM-08 @TC-ADM-082 @shall @positive
    Escenario: Quién miró, exportó o fusionó consta en el registro de auditoría
      Finalidad: lo que no deja constancia no se le puede explicar a un paciente.
      Qué observar: el registro de auditoría de PACS y RIS, de la última media hora.
      Resultado esperado: acceso, visualización, exportación y fusión, con persona, paciente y hora; cada rol
      ve solo lo que puede.
      Lo hace una persona: acceso, visualización y exportación: esta versión no tiene usuario en sus sistemas.
      Hace la fusión.
      Dado que la paciente "Elena Silva" consta en admisión
      Y la exploración "Radiografía de tórax" de la paciente "Elena Obiang" se ha realizado en el equipo "DX_1"
      Cuando admisión fusiona la ficha de la paciente "Elena Obiang" con la ficha de la paciente "Elena Silva" y conserva esta última
      Y usted realiza en el sistema "PACS" la acción "Entre, abra la radiografía de tórax de Elena Silva, expórtela y salga"
      Entonces mire la pantalla del sistema "PACS" y confirme la afirmación "El acceso, la visualización y la exportación constan en la auditoría con su nombre"
      Y mire la pantalla del sistema "RIS" y confirme la afirmación "La fusión de Elena Obiang y Elena Silva consta en la auditoría"
      Y mire la pantalla del sistema "PACS", confirme la afirmación "Un usuario de cada rol ve exactamente lo que su rol permite" y adjunte la evidencia "El extracto del registro de auditoría"

  Regla: Vuelta atrás ensayada

    @RAD-8 @CONTINUITY @UAT-ADM-09 @TC-ADM-091 @shall @positive
    Escenario: Se ensayó la vuelta atrás, y nada de lo hecho desde entonces se perdió
      Finalidad: en la noche del cambio alguien debe atreverse a decir: atrás.
      Qué observar: el reloj y los estudios hechos entre la actualización y la vuelta atrás.
      Resultado esperado: la versión anterior funciona dentro del tiempo del plan, y el estudio de Luis Mba
      está.
      Lo hace una persona: la vuelta atrás: esta versión no instala nada; hace un estudio antes y lo busca
      después.
      Dado que la exploración "TC de tórax" del paciente "Luis Mba" se ha realizado en el equipo "CT_ER1"
      Cuando usted realiza en el sistema "PACS" la acción "Vuelva a la versión anterior según el plan y mida el tiempo"
      Entonces las imágenes de la exploración "TC de tórax" del paciente "Luis Mba" están almacenadas en el sistema "PACS" y se pueden recuperar
      Y mire la pantalla del sistema "PACS", confirme la afirmación "La versión anterior volvió a funcionar dentro del tiempo del plan" y adjunte la evidencia "El acta del ensayo, con horas y nombres"

  Regla: Conformidad de cada ensayo con responsable, fecha y evidencia; defectos por gravedad; aceptación con reservas

    @UAT-ADM-10 @TC-ADM-101 @shall @positive
    Escenario: Cada ensayo tiene su responsable, su fecha y su evidencia
      Finalidad: lo que nadie firmó, nadie lo ha aceptado.
      Qué observar: la lista de ensayos, la lista de defectos y las reservas.
      Resultado esperado: un responsable y una fecha en cada ensayo, una gravedad en cada defecto, una fecha
      en cada reserva.
      Lo hace una persona: todo: el banco de ensayo escribe las listas, y las personas deciden sobre ellas.
      Cuando usted realiza en el sistema "RIS" la acción "Repase con el proveedor los ensayos y los defectos de esta actualización"
      Entonces mire la pantalla del sistema "RIS" y confirme la afirmación "Cada ensayo tiene responsable, fecha y evidencia"
      Y mire la pantalla del sistema "RIS" y confirme la afirmación "Cada defecto tiene una gravedad en la que coinciden hospital y proveedor"
      Y mire la pantalla del sistema "RIS", confirme la afirmación "Cada reserva dice qué falta, quién lo hace y hasta cuándo" y adjunte la evidencia "La lista de reservas, firmada por ambos"
